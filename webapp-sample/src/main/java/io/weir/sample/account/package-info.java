/** Who may use the API: accounts, passwords, tokens, and how a request shows whose it is. */
@NullMarked
package io.weir.sample.account;

import org.jspecify.annotations.NullMarked;
