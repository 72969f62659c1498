/** An encrypted copy of the last known values on disk, for a start while Vault is down. */
@NullMarked
package io.weir.secrets.lastknown;

import org.jspecify.annotations.NullMarked;
