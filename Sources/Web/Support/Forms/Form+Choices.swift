import Documents
import Vocabulary

extension Form {
    /// One answer to choose.
    struct Choice {
        var value: String
        var label: String
        var hint: String?
        /// Fields that belong to this answer. Browsers that can, show them only while it is chosen.
        var detail: HTML?

        init(_ value: String, _ label: String, hint: String? = nil, detail: HTML? = nil) {
            self.value = value
            self.label = label
            self.hint = hint
            self.detail = detail
        }
    }

    /// One of a few answers, all in sight.
    func radios(_ name: String, _ legend: String, _ choices: [Choice], _ notes: Notes = .none) -> HTML {
        let chosen = values[name]
        return group(
            name, legend, notes,
            choices.enumerated().map { index, choice in
                choiceRow(name, choice, index, type: "radio", isChosen: choice.value == chosen)
            }.joined())
    }

    /// Any number of answers.
    func checkboxes(_ name: String, _ legend: String, _ choices: [Choice], _ notes: Notes = .none) -> HTML {
        let chosen = Set(values.all(name))
        return group(
            name, legend, notes,
            choices.enumerated().map { index, choice in
                choiceRow(name, choice, index, type: "checkbox", isChosen: chosen.contains(choice.value))
            }.joined())
    }

    /// One box to tick, for agreeing to something. It sends "yes".
    func checkbox(_ name: String, _ label: String, _ notes: Notes = .none) -> HTML {
        """
        <div class="field\(" field-wrong", if: problem(name) != nil)">
        \(remarks(name, notes))\
        <div class="choice"><input\(attributes(name, notes)) type="checkbox" value="yes"\
        \(" checked", if: values[name] == "yes")><label for="\(Self.id(name))">\(label)\(need(notes))</label></div>
        </div>

        """
    }

    /// One of many answers, in a list that opens.
    func select(
        _ name: String, _ label: String, _ choices: [Choice], _ notes: Notes = .none, autocomplete: String? = nil
    ) -> HTML {
        let chosen = values[name]
        let options = choices.map { choice -> HTML in
            "<option value=\"\(choice.value)\"\(" selected", if: choice.value == chosen)>\(choice.label)</option>\n"
        }
        return field(
            name, label, notes,
            """
            <select\(attributes(name, notes))\(attribute: "autocomplete", autocomplete)>
            <option value="">\(language("请选择", "Choose"))</option>
            \(options)\
            </select>
            """)
    }

    private func choiceRow(_ name: String, _ choice: Choice, _ index: Int, type: String, isChosen: Bool) -> HTML {
        // The summary of problems leads to the first choice.
        let id = index == 0 ? Self.id(name) : Self.id("\(name)-\(index + 1)")
        let hint = choice.hint.map { _ in id + "-note" }
        return """
            <div class="choice"><input id="\(id)" name="\(name)" type="\(type)" value="\(choice.value)"\
            \(attribute: "aria-describedby", hint)\(" checked", if: isChosen)>\
            <label for="\(id)">\(choice.label)</label>\
            \(choice.hint.map { text -> HTML in "<p class=\"hint\" id=\"\(id)-note\">\(text)</p>" })\
            \(choice.detail.map { detail -> HTML in "<div class=\"follow\">\(detail)</div>" })</div>

            """
    }
}
