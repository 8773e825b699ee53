package cloud.olympus.webhooks.event;

/**
 * One thing that is wrong with an input, at a field.
 *
 * @param field dotted path, empty for the whole
 * @param code stable machine word, for example {@code missing}
 * @param message for people; never echoes a payload
 */
public record Violation(String field, String code, String message) {}
