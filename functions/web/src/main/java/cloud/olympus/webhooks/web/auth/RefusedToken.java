package cloud.olympus.webhooks.web.auth;

/** A token proves nothing. Its message ends the sentence "The token was refused: ...". */
final class RefusedToken extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedToken(String check) {
    super(check, null, false, false);
  }

  String check() {
    return String.valueOf(getMessage());
  }
}
