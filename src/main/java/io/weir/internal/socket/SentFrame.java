package io.weir.internal.socket;

/**
 * What a client sends, as limits count it.
 *
 * @param message whether it counts as a message: it begins one, or carries nothing of one, such as
 *     a ping
 * @param bytes of its payload
 * @param messageBytes of the message to which it belongs, as far as it has come, with this frame
 */
public record SentFrame(boolean message, long bytes, long messageBytes) {}
