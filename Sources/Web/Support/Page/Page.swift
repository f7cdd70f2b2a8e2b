import Documents
import Vocabulary

/// One page of the site: the frame that every page has, around its own content.
struct Page {
    /// How wide the content may become.
    enum Width { case reading, wide }

    var setting: PageSetting
    /// What the page is about; it stands in the browser's title before the site's name.
    var title: String
    var width = Width.reading
    /// Where "back" leads; nil for none.
    var backAddress: String?
    /// A message about what just happened, above the content.
    var banner: HTML?
    /// Whether the page shows a form again because something was wrong; the browser's title then says so first.
    var hasProblems = false
    var content: HTML

    private var language: Language { setting.language }

    /// The whole document.
    var html: HTML {
        """
        <!doctype html>
        <html lang="\(language.tag)"\(" class=\"elder\"", if: setting.isElderView)>
        <head>
        <meta charset="utf-8">
        <title>\(hasProblems ? language("有误：", "Error: ") : "")\(title) - \(setting.siteName(language))</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="format-detection" content="telephone=no">
        <link rel="stylesheet" href="\(Stylesheet.path)">
        <link rel="icon" href="\(Emblem.path)" type="image/svg+xml">
        </head>
        <body>
        <a class="skip" href="#main">\(language("跳到主要内容", "Skip to main content"))</a>
        \(header)
        <div class="frame\(" frame-wide", if: width == .wide)">
        \(backAddress.map { address -> HTML in
            """
                <nav aria-label="\(language("返回", "Back"))"><a class="back" href="\(link: address)">\(language("返回", "Back"))</a></nav>

                """
        })\
        <main id="main" tabindex="-1">
        \(banner)\
        \(content)
        </main>
        </div>
        \(footer)
        </body>
        </html>

        """
    }

    private var header: HTML {
        """
        <header class="top">
        <div class="top-in">
        <a class="brand" href="/\(language.rawValue)"><span class="seal" aria-hidden="true">联</span>\
        <span><b>\(setting.siteName(language))</b>\(setting.owner.map { owner -> HTML in
            "<span class=\"owner\">\(owner.html(language))</span>"
        })</span></a>
        <ul class="switches">
        \(setting.otherLanguagePath.map { path -> HTML in
            let other = setting.language.other
            return """
                <li><a href="\(link: path)" lang="\(other.tag)" hreflang="\(other.tag)">\(other("中文", "English"))</a></li>

                """
        })\
        <li><a href="\(link: Preferences.address(elder: !setting.isElderView, setting))">\
        \(setting.isElderView ? language("标准版", "Standard view") : language("长辈版", "Large-text view"))</a></li>
        \(account)\
        </ul>
        </div>
        \(navigation)\
        </header>
        """
    }

    private var account: HTML? {
        setting.account.map { account in
            """
            <li class="who"><span class="unseen">\(language("当前登录：", "Signed in as "))</span>\
            <a href="\(link: account.address)">\(account.name)</a></li>
            <li><form method="post" action="\(link: account.signOutAddress)">\(HTML.csrf(account.csrfToken))\
            <button class="plain">\(language("退出", "Sign out"))</button></form></li>

            """
        }
    }

    private var navigation: HTML? {
        guard !setting.navigation.isEmpty else { return nil }
        let here = setting.path.prefix { $0 != "?" }
        let links = setting.navigation.map { link -> HTML in
            """
            <li><a href="\(link: link.address)"\(" aria-current=\"page\"", if: link.address == here)>\(link.label)</a></li>

            """
        }
        return """
            <nav class="ways" aria-label="\(language("主导航", "Main"))"><ul>
            \(links)\
            </ul></nav>

            """
    }

    private var footer: HTML {
        """
        <footer class="bottom"><div class="bottom-in">
        \(links)\
        <p>\(setting.owner.map { $0.html(language) } ?? HTML(text: setting.siteName(language)))</p>
        </div></footer>
        """
    }

    private var links: HTML? {
        guard !setting.footer.isEmpty else { return nil }
        return """
            <ul>
            \(setting.footer.map { link -> HTML in
                "<li><a href=\"\(link: link.address)\">\(link.label)</a></li>\n"
            })\
            </ul>

            """
    }
}
