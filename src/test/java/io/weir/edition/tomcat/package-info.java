/** A program that runs Weir in an embedded Tomcat of any version. */
@NullMarked
package io.weir.edition.tomcat;

import org.jspecify.annotations.NullMarked;
