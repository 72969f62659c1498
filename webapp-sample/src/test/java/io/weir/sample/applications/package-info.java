/**
 * Published applications, and small ones around published libraries: with Weir their pages are the
 * same, and their logins are counted by the rules that the manual recommends.
 */
@NullMarked
package io.weir.sample.applications;

import org.jspecify.annotations.NullMarked;
