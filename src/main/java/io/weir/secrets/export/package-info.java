/** Secrets as init parameters, system properties and JNDI names. */
@NullMarked
package io.weir.secrets.export;

import org.jspecify.annotations.NullMarked;
