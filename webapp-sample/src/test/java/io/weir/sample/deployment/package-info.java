/**
 * Applications with Weir on the server under test: the sample as it is built, and small ones that
 * show one thing each.
 */
@NullMarked
package io.weir.sample.deployment;

import org.jspecify.annotations.NullMarked;
