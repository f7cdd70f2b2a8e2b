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

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

// A public key from its numbers, as a JSON Web Key names them: n and e of RSA, or the point of P-256. NULL when they are none.
static inline EVP_PKEY *ccrypto_public_key(const char *type, OSSL_PARAM *parameters) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (context && parameters && EVP_PKEY_fromdata_init(context) == 1)
        if (EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) key = NULL;
    EVP_PKEY_CTX_free(context);
    return key;
}

static inline EVP_PKEY *ccrypto_rsa_public(const unsigned char *n, size_t n_size, const unsigned char *e, size_t e_size) {
    BIGNUM *modulus = BN_bin2bn(n, (int)n_size, NULL), *exponent = BN_bin2bn(e, (int)e_size, NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM *parameters = NULL;
    if (builder && modulus && exponent && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus)
        && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent))
        parameters = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY *key = ccrypto_public_key("RSA", parameters);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    BN_free(modulus);
    BN_free(exponent);
    return key;
}

static inline EVP_PKEY *ccrypto_p256_public(const unsigned char *x, const unsigned char *y) {
    unsigned char point[65] = {4};
    for (int i = 0; i < 32; i++) { point[1 + i] = x[i]; point[33 + i] = y[i]; }
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM *parameters = NULL;
    if (builder && OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0)
        && OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point))
        parameters = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY *key = ccrypto_public_key("EC", parameters);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    return key;
}

// Whether a key made this signature over a message, hashed with SHA-256.
static inline int ccrypto_verifies(EVP_PKEY *key, const unsigned char *message, size_t size, const unsigned char *signature, size_t signature_size) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int good = context && EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1
        && EVP_DigestVerify(context, signature, signature_size, message, size) == 1;
    EVP_MD_CTX_free(context);
    return good;
}

// The same for a P-256 signature in the form of JSON Web Signatures: two numbers of 32 bytes.
static inline int ccrypto_verifies_p256(EVP_PKEY *key, const unsigned char *message, size_t size, const unsigned char *signature) {
    ECDSA_SIG *numbers = ECDSA_SIG_new();
    unsigned char *der = NULL;
    int good = 0;
    BIGNUM *r = BN_bin2bn(signature, 32, NULL), *s = BN_bin2bn(signature + 32, 32, NULL);
    if (numbers && r && s && ECDSA_SIG_set0(numbers, r, s) == 1) {
        r = s = NULL;
        int der_size = i2d_ECDSA_SIG(numbers, &der);
        good = der_size > 0 && ccrypto_verifies(key, message, size, der, (size_t)der_size);
    }
    BN_free(r);
    BN_free(s);
    OPENSSL_free(der);
    ECDSA_SIG_free(numbers);
    return good;
}
