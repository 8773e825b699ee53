package cloud.olympus.webhooks.web.auth;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A public key in PEM (RFC 7468, section 13). */
final class PemKey {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

  private PemKey() {}

  /**
   * The RSA or EC key in this text.
   *
   * @throws IllegalArgumentException if there is none
   */
  static JWK parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("not one public key in PEM (BEGIN PUBLIC KEY)");
    }
    var encoded = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(form.group(1)));
    try {
      return new RSAKey.Builder(
              (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(encoded))
          .build();
    } catch (InvalidKeySpecException notRsa) {
      return elliptic(encoded);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  private static JWK elliptic(X509EncodedKeySpec encoded) {
    try {
      var key = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(encoded);
      Curve curve = Curve.forECParameterSpec(key.getParams());
      if (curve == null) {
        throw new IllegalArgumentException("a public key on a curve that no algorithm uses");
      }
      return new ECKey.Builder(curve, key).build();
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException("a public key that is neither RSA nor EC", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has EC", e);
    }
  }
}
