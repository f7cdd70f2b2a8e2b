extension WorkingCalendar {
    /// The calendars of 2024, 2025 and 2026 as announced by the General Office of the State Council
    /// (国务院办公厅关于部分节假日安排的通知).
    public static let official = WorkingCalendar(years: [year2024, year2025, year2026])

    private static let newYear = Bilingual("元旦", "New Year's Day")
    private static let spring = Bilingual("春节", "Spring Festival")
    private static let qingming = Bilingual("清明节", "Qingming Festival")
    private static let labour = Bilingual("劳动节", "Labour Day")
    private static let dragonBoat = Bilingual("端午节", "Dragon Boat Festival")
    private static let midAutumn = Bilingual("中秋节", "Mid-Autumn Festival")
    private static let national = Bilingual("国庆节", "National Day")
    private static let nationalAndMidAutumn = Bilingual("国庆节、中秋节", "National Day and Mid-Autumn Festival")

    private static let year2024 = Year(
        year: 2024,
        holidays: [
            Holiday(newYear, "2024-01-01"..."2024-01-01"),
            Holiday(spring, "2024-02-10"..."2024-02-17"),
            Holiday(qingming, "2024-04-04"..."2024-04-06"),
            Holiday(labour, "2024-05-01"..."2024-05-05"),
            Holiday(dragonBoat, "2024-06-10"..."2024-06-10"),
            Holiday(midAutumn, "2024-09-15"..."2024-09-17"),
            Holiday(national, "2024-10-01"..."2024-10-07"),
        ],
        makeUpDays: [
            "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29",
            "2024-10-12",
        ],
        source: "https://www.gov.cn/zhengce/zhengceku/202310/content_6911528.htm")

    private static let year2025 = Year(
        year: 2025,
        holidays: [
            Holiday(newYear, "2025-01-01"..."2025-01-01"),
            Holiday(spring, "2025-01-28"..."2025-02-04"),
            Holiday(qingming, "2025-04-04"..."2025-04-06"),
            Holiday(labour, "2025-05-01"..."2025-05-05"),
            Holiday(dragonBoat, "2025-05-31"..."2025-06-02"),
            Holiday(nationalAndMidAutumn, "2025-10-01"..."2025-10-08"),
        ],
        makeUpDays: ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"],
        source: "https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm")

    private static let year2026 = Year(
        year: 2026,
        holidays: [
            Holiday(newYear, "2026-01-01"..."2026-01-03"),
            Holiday(spring, "2026-02-15"..."2026-02-23"),
            Holiday(qingming, "2026-04-04"..."2026-04-06"),
            Holiday(labour, "2026-05-01"..."2026-05-05"),
            Holiday(dragonBoat, "2026-06-19"..."2026-06-21"),
            Holiday(midAutumn, "2026-09-25"..."2026-09-27"),
            Holiday(national, "2026-10-01"..."2026-10-07"),
        ],
        makeUpDays: ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"],
        source: "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm")
}
