import Hummingbird

/// All pages that citizens see.
struct CitizenPages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        HomePage().add(to: routes)
        BundlePage().add(to: routes)
        GuidePages().add(to: routes)
        PolicyPages().add(to: routes)
        OfferPages().add(to: routes)
        DraftPages().add(to: routes)
        ApplicationPages().add(to: routes)
        NoticePages().add(to: routes)
        CounterPages().add(to: routes)
        AnsweringPages().add(to: routes)
        ConcludingPages().add(to: routes)
        FeedbackPages().add(to: routes)
        routes.get("**") { _ in throw Visitor.notFound }
    }
}
