/**
 * The server: what happens while an application is being deployed, and what only one kind of server
 * has.
 */
@NullMarked
package io.weir.internal.deployment;

import org.jspecify.annotations.NullMarked;
