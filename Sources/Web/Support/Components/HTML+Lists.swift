import Documents
import Vocabulary

extension HTML {
    // MARK: - Steps

    /// Where one is in a task of several pages; the current step counts from 1.
    static func steps(_ names: [String], current: Int, _ language: Language) -> HTML {
        let items = names.enumerated().map { index, name -> HTML in
            let number = index + 1
            let state: HTML = number < current ? "done" : number == current ? "now" : "ahead"
            return """
                <li class="step-\(state)"\(" aria-current=\"step\"", if: number == current)>\
                \(number < current ? unseen(language("已完成：", "Done: ")) : .empty)<span class="step-name">\(name)</span></li>

                """
        }
        return """
            <nav aria-label="\(language("办理步骤", "Steps"))">
            <p class="steps-count">\(language("第 \(current) 步，共 \(names.count) 步", "Step \(current) of \(names.count)"))</p>
            <ol class="steps">
            \(items)\
            </ol></nav>

            """
    }

    // MARK: - Task list

    /// One thing to do or to watch.
    struct TaskEntry {
        var title: String
        /// Where it is done; nil while it cannot be.
        var address: String?
        var hint: String?
        /// From ``HTML/tag(_:_:)``.
        var status: HTML

        init(_ title: String, address: String? = nil, hint: String? = nil, status: HTML) {
            self.title = title
            self.address = address
            self.hint = hint
            self.status = status
        }
    }

    static func taskList(_ entries: [TaskEntry]) -> HTML {
        let items = entries.enumerated().map { index, entry -> HTML in
            let status = "task-\(index + 1)-status"
            let name: HTML =
                entry.address.map { address -> HTML in
                    "<a href=\"\(link: address)\" aria-describedby=\"\(status)\">\(entry.title)</a>"
                } ?? "<span>\(entry.title)</span>"
            return """
                <li><div>\(name)\(entry.hint.map { hint -> HTML in "<p class=\"hint\">\(hint)</p>" })</div>\
                <div id="\(status)">\(entry.status)</div></li>

                """
        }
        return "<ul class=\"tasks\">\n\(items)</ul>\n"
    }

    // MARK: - Summary list

    /// One answer to check before sending.
    struct SummaryEntry {
        var label: String
        var value: HTML
        /// Where the answer came from, when the applicant did not type it.
        var source: String?
        /// Where the answer is changed; nil when it cannot be.
        var changeAddress: String?

        init(_ label: String, _ value: HTML, source: String? = nil, changeAddress: String? = nil) {
            self.label = label
            self.value = value
            self.source = source
            self.changeAddress = changeAddress
        }
    }

    static func summaryList(_ entries: [SummaryEntry], _ language: Language) -> HTML {
        let rows = entries.map { entry -> HTML in
            let change = entry.changeAddress.map { address -> HTML in
                """
                <dd class="change"><a href="\(link: address)">\(language("修改", "Change"))\
                \(unseen(language("：", ": ") + entry.label))</a></dd>
                """
            }
            return """
                <div><dt>\(entry.label)</dt><dd>\(entry.value)\
                \(entry.source.map { source -> HTML in "<p class=\"source\">\(source)</p>" })</dd>\(change)</div>

                """
        }
        return "<dl class=\"summary\">\n\(rows)</dl>\n"
    }

    // MARK: - Timeline

    /// Something that happened, happens now, or will happen.
    struct TimelineMark {
        enum Phase: String { case past, now, ahead }

        var title: String
        /// As people read it, such as `2024年6月7日 10:32`.
        var time: String
        /// As programs read it, for `<time datetime>`: `2024-06-07T02:32:00Z` or `2024-06-07`.
        var exactTime: String
        /// Who acted or acts next.
        var actor: String?
        var detail: HTML?
        var phase: Phase

        init(
            _ title: String, at instant: Instant, actor: String? = nil, detail: HTML? = nil, phase: Phase = .past,
            _ language: Language
        ) {
            self.title = title
            time = instant.text(language)
            exactTime = instant.description
            self.actor = actor
            self.detail = detail
            self.phase = phase
        }

        init(
            _ title: String, on day: CalendarDay, actor: String? = nil, detail: HTML? = nil, phase: Phase = .past,
            _ language: Language
        ) {
            self.title = title
            time = day.text(language)
            exactTime = day.description
            self.actor = actor
            self.detail = detail
            self.phase = phase
        }
    }

    static func timeline(_ marks: [TimelineMark], _ language: Language) -> HTML {
        let items = marks.map { mark -> HTML in
            """
            <li class="mark-\(mark.phase.rawValue)"\(" aria-current=\"step\"", if: mark.phase == .now)>\
            <p><time datetime="\(mark.exactTime)">\(mark.time)</time>\
            \(mark.actor.map { actor -> HTML in " <span class=\"actor\">\(actor)</span>" })</p>\
            <h3>\(mark.phase == .ahead ? unseen(language("将来：", "To come: ")) : .empty)\(mark.title)</h3>\
            \(mark.detail.map { detail -> HTML in "<div>\(detail)</div>" })</li>

            """
        }
        return "<ol class=\"timeline\">\n\(items)</ol>\n"
    }

    /// Text for screen readers only.
    static func unseen(_ text: String) -> HTML { "<span class=\"unseen\">\(text)</span>" }
}
