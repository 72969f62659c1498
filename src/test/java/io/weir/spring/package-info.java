/** An application whose users log in at Spring Security. Tests of servers deploy it, too. */
@NullMarked
package io.weir.spring;

import org.jspecify.annotations.NullMarked;
