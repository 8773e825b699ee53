package cloud.olympus.webhooks.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Places in one list, for one caller and one filter, as opaque text. A place of another list, or
 * one that was changed, is refused. It is no authority and no secret: whoever reads the list is
 * checked on each page. Immutable.
 */
public final class Cursors {
  private static final int DIGEST_BYTES = 12;
  private static final int MAX_LENGTH = 2048;

  private final JsonArray binding;

  private Cursors(JsonArray binding) {
    this.binding = binding;
  }

  /** The places in what is named by these texts: the caller's tenant, the list, its filter. */
  public static Cursors of(String... binding) {
    var list = new JsonArray();
    Arrays.stream(binding).forEach(list::add);
    return new Cursors(list);
  }

  /** The cursor for a place, which the list's order makes of some texts. */
  public String encode(String... place) {
    var list = new JsonArray();
    Arrays.stream(place).forEach(list::add);
    byte[] fields = list.toString().getBytes(UTF_8);
    var bytes = new ByteArrayOutputStream(DIGEST_BYTES + fields.length);
    bytes.writeBytes(digest(fields));
    bytes.writeBytes(fields);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /**
   * The place that a call's query parameter {@code cursor} stands for, if it has one.
   *
   * @throws ProblemException 400 if the cursor is not one of this list
   */
  public Optional<List<String>> placeOf(Call call) {
    return call.query("cursor").filter(c -> !c.isEmpty()).map(this::decode);
  }

  /**
   * The place that a cursor stands for.
   *
   * @throws ProblemException 400 if it is not one of this list
   */
  public List<String> decode(String cursor) {
    if (cursor.length() > MAX_LENGTH) {
      throw refused();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      if (bytes.length <= DIGEST_BYTES) {
        throw refused();
      }
      byte[] fields = Arrays.copyOfRange(bytes, DIGEST_BYTES, bytes.length);
      if (!MessageDigest.isEqual(digest(fields), Arrays.copyOf(bytes, DIGEST_BYTES))) {
        throw refused();
      }
      var place = new ArrayList<String>();
      for (JsonElement field : StrictJson.value(fields).getAsJsonArray()) {
        place.add(field.getAsString());
      }
      return List.copyOf(place);
    } catch (IllegalArgumentException | JsonParseException | IllegalStateException e) {
      throw refused();
    }
  }

  private byte[] digest(byte[] fields) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      sha.update(binding.toString().getBytes(UTF_8));
      return Arrays.copyOf(sha.digest(fields), DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static ProblemException refused() {
    return ProblemException.invalid(
        "cursor",
        "invalid",
        "This cursor is not of this list and filter; start from the first page.");
  }
}
