import Vocabulary

extension FeedbackSheet {
    /// The sheet as part of a page, from `<article>` to `</article>`, printable with the site's style sheet.
    ///
    /// Headings start at level 1. The QR code is an image in a `data:` address.
    public func html(_ language: Language) -> HTML {
        """
        <article class="sheet\(" sheet-revoked", if: isRevoked)" lang="\(language.tag)">
        <header class="sheet-head">
        <div>
        <p class="sheet-issuer">\(issuer.html(language))</p>
        <h1>\(Self.title(language))</h1>
        <p class="sheet-bundle">\(bundle.html(language))</p>
        </div>
        \(verificationCode(language))
        </header>
        \(noticeSection(language))
        <section class="sheet-summary">
        <h2>\(summary(language))</h2>
        <ul class="tally">
        \(tally.map { entry -> HTML in
            "<li>\(entry.outcome.badge(language)) <b>\(entry.count)</b> \(language("项", entry.count == 1 ? "item" : "items"))</li>\n"
        })\
        </ul>
        </section>
        <dl class="summary">
        \(particulars(language).map { entry -> HTML in
            let value = entry.value == number.description ? number.html : HTML(text: entry.value)
            return "<div><dt>\(entry.label)</dt><dd>\(value)</dd></div>\n"
        })\
        </dl>
        \(departments.map { $0.items.table(of: $0.name, language) })\
        \(burdenSection(language))\
        <section>
        <h2>\(Self.remediesHeading(language))</h2>
        \(remedies.map { remedy -> HTML in "<p>\(remedy.html(language))</p>\n" })\
        </section>
        \(ratingSection(language))\
        <section>
        <h2>\(Self.verificationHeading(language))</h2>
        <p>\(Self.verificationText(language))</p>
        <p><a href="\(link: verificationAddress)">\(verificationAddress)</a></p>
        </section>
        <footer class="sheet-sign"><p>\(issuer.html(language))</p><p>\(issued.day.text(language))</p></footer>
        </article>
        """
    }

    var isRevoked: Bool {
        if case .revoked = revision { true } else { false }
    }

    /// The code that leads to the verification page; nil if the address is too long for any symbol.
    var verificationSymbol: QRCode? { try? QRCode(verificationAddress) }

    private func verificationCode(_ language: Language) -> HTML? {
        verificationSymbol.map { code in
            """
            <figure class="sheet-code">\(code.image(description: Self.verificationText(language), width: 132))\
            <figcaption>\(Self.scanHint(language))</figcaption></figure>
            """
        }
    }

    private func noticeSection(_ language: Language) -> HTML? {
        notice(language).map { notice in
            """
            <section class="notice\(isRevoked ? " notice-bad" : " notice-warn" as HTML)">
            <h2>\(notice.heading)</h2><p>\(notice.text)</p></section>
            """
        }
    }

    private func burdenSection(_ language: Language) -> HTML? {
        burden.map { burden in
            """
            <section>
            <h2>\(Self.burdenHeading(language))</h2>
            <ul class="measures">
            \(burden.measures.map { measure -> HTML in
                """
                <li><span>\(measure.label(language))</span> \
                <b><span class="unseen">\(language("从", "from"))</span> \(measure.before) \
                <span aria-hidden="true">→</span><span class="unseen">\(language("到", "to"))</span> \(measure.after)</b> \
                <span>\(measure.saving(language))</span></li>

                """
            })\
            </ul>
            </section>

            """
        }
    }

    private func ratingSection(_ language: Language) -> HTML? {
        ratingAddress.map { address in
            """
            <section>
            <h2>\(Self.ratingHeading(language))</h2>
            <p>\(Self.ratingInvitation(language)) <a href="\(link: address)">\(language("去评价", "Rate now"))</a></p>
            </section>

            """
        }
    }
}

extension [FeedbackSheet.Item] {
    /// The items of one department as a table. Roles are written out because narrow screens show the rows as blocks, and
    /// browsers then forget that it is a table.
    fileprivate func table(of department: Bilingual, _ language: Language) -> HTML {
        let heads = FeedbackSheet.columns.map { column -> HTML in
            "<th scope=\"col\" role=\"columnheader\">\(column(language))</th>"
        }
        return """
            <div class="table"><table role="table">
            <caption>\(department.html(language))</caption>
            <thead role="rowgroup"><tr role="row">\(heads)</tr></thead>
            <tbody role="rowgroup">
            \(map { $0.row(language) })\
            </tbody>
            </table></div>

            """
    }
}

extension FeedbackSheet.Item {
    fileprivate func row(_ language: Language) -> HTML {
        let times = [decided?.text(language), promise(language), performance(language), marginText(language)]
            .compactMap { $0 }
        let document = result.map { result -> HTML in
            "<p>\(result.name.html(language))<br><span class=\"number\">\(result.number)</span></p>"
        }
        let explanation = reason.map { reason -> HTML in "<p>\(reason.html(language))</p>" }
        let columns = FeedbackSheet.columns
        func cell(_ column: Int, _ content: HTML) -> HTML {
            """
            <td role="cell" data-label="\(columns[column](language))"><div>\(content.isEmpty ? "—" : content)</div></td>
            """
        }
        return """
            <tr role="row"><th scope="row" role="rowheader">\(name.html(language))<br>\
            \(number.html)</th>\
            \(cell(1, outcome.badge(language)))\(cell(2, "\(document)\(explanation)"))\
            \(cell(3, times.map { HTML(text: $0) }.joined(separator: "<br>")))</tr>

            """
    }
}
