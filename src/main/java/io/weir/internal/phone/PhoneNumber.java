package io.weir.internal.phone;

/**
 * A telephone number.
 *
 * @param callingCode of its country (ITU-T E.164 §6.2.1), 49 for Germany
 * @param text {@code +4930123456}: the whole number in one way of writing, without an extension
 */
public record PhoneNumber(int callingCode, String text) {}
