import Testing

@testable import Ledger

/// The primitives against the numbers that their standards print.
@Suite struct `Ciphers and digests` {
    static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal.filter { !$0.isWhitespace })
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }

    @Test func `SM3 gives the digests of GB/T 32905, appendix A`() {
        #expect(
            Digest.hexadecimal(Digest.sm3(Array("abc".utf8)))
                == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
        #expect(
            Digest.hexadecimal(Digest.sm3(Array(String(repeating: "abcd", count: 16).utf8)))
                == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")
    }

    @Test func `HMAC-SM3 gives the codes of GM/T 0042, appendix D`() {
        let text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
        #expect(
            Digest.hexadecimal(Digest.hmacSM3(key: Array(1...32), Array((text + text).utf8)))
                == "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a")
        #expect(
            Digest.hexadecimal(Digest.hmacSM3(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
                == "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882")
    }

    @Test func `HMAC-SHA-256 gives the codes of RFC 4231`() {
        #expect(
            Digest.hexadecimal(
                Digest.hmacSHA256(key: [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8)))
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        #expect(
            Digest.hexadecimal(Digest.hmacSHA256(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test func `SM4 enciphers the block of GB/T 32907, appendix A`() throws {
        // In counter mode, the cipher of the counter block lies open where the text is zero.
        let block = Self.bytes("0123456789abcdeffedcba9876543210")
        let zeros = [UInt8](repeating: 0, count: 16)
        #expect(
            Digest.hexadecimal(try CipherContexts.sm4CTR(zeros, key: block, nonce: block))
                == "681edf34d206965e86b3e94f536e4246")
    }

    @Test func `SM4-CTR enciphers as the draft for IETF prints it`() throws {
        let text = Self.bytes(
            """
            aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd
            eeeeeeeeeeeeeeeeffffffffffffffffaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb
            """)
        let enciphered = try CipherContexts.sm4CTR(
            text, key: Self.bytes("0123456789abcdeffedcba9876543210"), nonce: Array(0...15))
        #expect(
            Digest.hexadecimal(enciphered)
                == "ac3236cb970cc20791364c395a1342d1a3cbc1878c6f30cd074cce385cdd70c7"
                + "f234bc0e24c11980fd1286310ce37b926e02fcd0faa0baf38b2933851d824514")
    }

    @Test func `AES-256-GCM seals as test case 16 of the GCM specification`() throws {
        let key = Self.bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
        let text = Self.bytes(
            """
            d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
            1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
            """)
        let sealed = try GCM.seal(
            text, key: key, nonce: Self.bytes("cafebabefacedbaddecaf888"), header: [],
            place: Self.bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
        #expect(
            Digest.hexadecimal(sealed.dropFirst(12))
                == "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b")
    }

    @Test func `SM2 accepts the signature of GB/T 32918, part 5, appendix A`() throws {
        let point =
            "04" + "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
            + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
        let key = try SigningKey(
            publicDER: Self.bytes("3059301306072a8648ce3d020106082a811ccf5501822d034200" + point))
        let signature = Self.bytes(
            "3046" + "022100" + "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
                + "022100" + "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")
        #expect(key.scheme == .sm2)
        #expect(try key.verifies(signature, of: Array("message digest".utf8)))
        #expect(try !key.verifies(signature, of: Array("message digesT".utf8)))
    }

    @Test func `Ed25519 accepts the signature of RFC 8032, test 3`() throws {
        let key = try SigningKey(
            publicDER: Self.bytes(
                "302a300506032b6570032100" + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"))
        let signature = Self.bytes(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")
        #expect(try key.verifies(signature, of: [0xAF, 0x82]))
        #expect(try !key.verifies(signature, of: [0xAF, 0x83]))
    }
}
