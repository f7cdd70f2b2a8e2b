import Testing

@testable import Vocabulary

@Suite struct `Masked personal data` {
    @Test(arguments: [
        ("张三", "张*"), ("张小明", "张*明"), ("欧阳锋雪", "欧阳**"), ("欧阳雪", "欧阳*"), ("司马", "司*"), ("张李小明", "张**明"),
        ("买买提·阿不都", "买**·阿**"), ("John Smith", "J*** S****"), ("张", "*"), ("", ""), ("𠮷田明", "𠮷*明"),
    ])
    func `a name keeps the surname, and the last character of three`(name: String, masked: String) {
        #expect(Masking.name(name) == masked)
    }

    @Test(arguments: [
        ("云南省昆明市五华区华山街道翠湖南路12号3栋2单元", "云南省昆明市五华区华山街道****"),
        ("四川省遂宁市船山区介福街道办事处凯旋路8号", "四川省遂宁市船山区介福街道办事处****"),
        ("重庆市潼南区塘坝镇龙珠社区3组12号", "重庆市潼南区塘坝镇龙珠社区****"),
        ("四川省遂宁市蓬溪县赤城镇大村村5组", "四川省遂宁市蓬溪县赤城镇大村村****"),
        ("云南省昭通市镇雄县乌峰街道学庄路1号", "云南省昭通市镇雄县乌峰街道****"),
        ("云南省普洱市镇沅彝族哈尼族拉祜族自治县恩乐镇民江路8号", "云南省普洱市镇沅彝族哈尼族拉祜族自治县恩乐镇****"),
        ("云南省红河哈尼族彝族自治州元阳县新街镇", "云南省红河哈尼族彝族自治州元阳县新街镇"),
        ("云南省昆明市盘龙区北京路155号", "云南省昆明市盘龙区****"),
        ("昆明市官渡区关上中路12号附3号", "昆明市官渡区****"),
        ("安宁市连然街道百花小区5栋", "安宁市连然街道****"),
        ("安宁市百花小区5栋", "安宁市****"),
        ("四川省成都市武侯区望江路街道科华北路58号", "四川省成都市武侯区望江路街道****"),
        ("四川省成都市新都区新都街道123号", "四川省成都市新都区新都街道****"),
        ("湖南省长沙市宁乡市春城路8号", "湖南省长沙市宁乡市****"),
        ("楼下第三家", "****"),
        ("", ""),
    ])
    func `an address keeps the subdistrict or village`(address: String, masked: String) {
        #expect(Masking.address(address) == masked)
    }

    @Test func `a public notice shows the masked name and four characters`() {
        #expect(Masking.notice(name: "张小明", citizenID: "11010519491231002X") == "张*明（002X）")
    }

    @Test func `a short text hides whole rather than shows whole`() {
        #expect(Masking.text("ABC", first: 2, last: 2) == "***")
        #expect(Masking.text("ABCDEF", first: 2, last: 2) == "AB**EF")
    }

    @Test func `never shows a whole name`() {
        let characters = Array("王李张刘陈杨欧阳上官诸葛明华A·")
        var generator = Seeded(13)
        for _ in 0..<5000 {
            let name = String(
                (0..<Int.random(in: 1...5, using: &generator)).map { _ in characters.randomElement(using: &generator)! }
            )
            let letters = name.filter { $0 != "·" && $0 != "A" }
            guard letters.count > 1, !name.contains("·"), !name.contains("A") else { continue }
            #expect(Masking.name(name) != name)
            #expect(Masking.name(name).count == name.count)
        }
    }
}
