import Cases
import Catalog
import Documents
import Vocabulary

/// How soon a department must act on an item: in words, supported by colour.
struct Urgency {
    enum Grade { case red, yellow, calm, paused, ended }

    let grade: Grade
    /// Working days left, or over when the grade is red.
    let days: Int

    /// - Parameters:
    ///   - actBy: the last day for the department's next act; nil while the clock stands.
    ///   - yellow: from how many working days left it is yellow.
    init(_ status: ItemTask.Status, actBy: CalendarDay?, yellow: Int, today: CalendarDay, _ calendar: WorkingCalendar) {
        guard !status.isEnd else { (grade, days) = (.ended, 0); return }
        guard let actBy else { (grade, days) = (.paused, 0); return }
        if actBy < today {
            (grade, days) = (.red, max(1, calendar.workingDays(after: actBy, through: today)))
            return
        }
        days = calendar.workingDays(after: today, through: actBy)
        grade = days <= yellow ? .yellow : .calm
    }

    /// From how many working days left an item is yellow. Accepting has a short term of its own.
    static func yellow(_ status: ItemTask.Status, of item: Item?) -> Int {
        status == .received ? 1 : item?.thresholds.yellow ?? 1
    }

    func words(_ language: Language) -> String {
        let count = language("\(days) 个工作日", days == 1 ? "1 working day" : "\(days) working days")
        switch grade {
        case .red: return language("红牌：超期 \(count)", "Red: \(count) over")
        case .yellow:
            return days == 0
                ? language("黄牌：今天到期", "Yellow: due today") : language("黄牌：还剩 \(count)", "Yellow: \(count) left")
        case .calm: return language("还剩 \(count)", "\(count) left")
        case .paused: return language("时限暂停", "Clock stands")
        case .ended: return language("已结束", "Ended")
        }
    }

    func tag(_ language: Language) -> HTML {
        switch grade {
        case .red: .tag(words(language), .bad)
        case .yellow: .tag(words(language), .attention)
        case .calm, .paused, .ended: .tag(words(language))
        }
    }
}

extension ItemTask.Status {
    var isEnd: Bool {
        switch self {
        case .granted, .refused, .declined, .withdrawn, .notReached, .terminated: true
        case .waiting, .received, .correcting, .handling, .supplementing, .publicizing, .external, .reviewing: false
        }
    }

    func tag(_ language: Language) -> HTML {
        switch self {
        case .received, .handling, .reviewing: .tag(words(language), .active)
        case .correcting, .supplementing: .tag(words(language), .attention)
        case .granted: .tag(words(language), .good)
        case .refused, .declined: .tag(words(language), .bad)
        case .waiting, .publicizing, .external, .withdrawn, .notReached, .terminated: .tag(words(language))
        }
    }

    /// The label as it stands alone.
    func words(_ language: Language) -> String { label(language).capitalised(language) }
}

extension String {
    func capitalised(_ language: Language) -> String {
        language == .en ? prefix(1).uppercased() + dropFirst() : self
    }
}
