/**
 * The secrets of an application: their definitions and policy, and what the application and Weir's
 * own settings read.
 *
 * <pre>
 *   source      environment variables, files; the interface of every source
 *   vault       HashiCorp Vault and OpenBao
 *   refresh     the cache, which reads sources in the background
 *   lastknown   values of Vault on disk, for a start while Vault is down
 *   export      init parameters, system properties, JNDI
 * </pre>
 */
@NullMarked
package io.weir.secrets;

import org.jspecify.annotations.NullMarked;
