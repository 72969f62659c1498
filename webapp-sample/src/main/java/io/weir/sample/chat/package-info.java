/** A language model that lives in this application, and what asks it: a chat, and a robot. */
@NullMarked
package io.weir.sample.chat;

import org.jspecify.annotations.NullMarked;
