// SHA256_Init and its companions are marked as deprecated, but they alone hash without looking the algorithm up each time.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/kdf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

// SHA-256 of a short message in about 90 ns, where OpenSSL 3's SHA256() needs 800: for look-ups on every request.
static inline void ccrypto_sha256(const void *message, size_t count, unsigned char *digest) {
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, message, count);
    SHA256_Final(digest, &state);
}
