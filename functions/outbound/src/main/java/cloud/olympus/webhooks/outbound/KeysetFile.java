package cloud.olympus.webhooks.outbound;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes the keyset of a local deployment. */
public final class KeysetFile {

  private KeysetFile() {}

  /**
   * Writes a new keyset that only the owner of the file can read (0600). The file appears whole and
   * on the disk, or not at all.
   *
   * @throws FileAlreadyExistsException where there is one: to replace it would lose all secrets
   */
  public static void create(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path folder = file.toAbsolutePath().getParent();
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path draft = Files.createTempFile(folder, ".keyset", ".tmp", ownerOnly);
    try {
      Files.writeString(draft, TinkVault.generateKeyset());
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
