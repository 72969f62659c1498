package io.weir.internal.phone;

/**
 * A telephone number.
 *
 * @param callingCode the country calling code (ITU-T E.164 §6.2.1), 49 for Germany
 * @param text the number in E.164 form without an extension: {@code +4930123456}
 */
public record PhoneNumber(int callingCode, String text) {}
