/** HashiCorp Vault and OpenBao as a source of secrets. */
@NullMarked
package io.weir.secrets.vault;

import org.jspecify.annotations.NullMarked;
