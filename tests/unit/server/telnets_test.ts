import assert from "node:assert/strict";
import { checkTlsRuntime, telnetsCertificate } from "../../../lib/server/telnets.ts";
import { CERTIFICATE, CERTIFICATE_KEY } from "../../fakes/certificate.ts";

Deno.test("telnetsCertificate() names the key of the INI file that is missing", async () => {
  for (
    const [cert, key, missing] of [["", "", "cert"], ["", "key.pem", "cert"], [
      "cert.pem",
      "",
      "key",
    ]] as const
  ) {
    await assert.rejects(telnetsCertificate({ cert, key }, (path) => path), {
      name: "OperatorError",
      message: `Cannot open telnets: expected a file for "${missing}" in section [telnets]`,
    });
  }
});

Deno.test("telnetsCertificate() finds the files in the home folder", async () => {
  const folder = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await Deno.writeTextFile(`${folder}/c.pem`, CERTIFICATE);
    await Deno.writeTextFile(`${folder}/k.pem`, CERTIFICATE_KEY);
    const found = await telnetsCertificate({ cert: "c.pem", key: "k.pem" }, (path) => `${folder}/${path}`);
    assert.deepEqual(found, { cert: CERTIFICATE, key: CERTIFICATE_KEY });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("checkTlsRuntime() takes Deno 2.9 and later, and names what it found instead", () => {
  for (const version of ["2.9.0", "2.9.6", "2.10.1", "3.0.0"]) checkTlsRuntime(version);
  for (const version of ["2.7.14", "2.8.3", "1.46.0"]) {
    assert.throws(() => checkTlsRuntime(version), {
      name: "OperatorError",
      message: `Cannot open telnets: expected this program on Deno 2.9 or later, found "${version}"`,
    });
  }
});
