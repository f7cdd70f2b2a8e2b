import Hummingbird

extension Site {
    /// Every route of the site.
    public func router() -> Router<SiteContext> {
        let router = Router(context: SiteContext.self)
        router.middlewares.add(TracingMiddleware())
        router.middlewares.add(MetricsMiddleware(metrics: metrics))
        router.middlewares.add(SecurityHeaders(isSecure: publicAddress.hasPrefix("https:")))
        router.middlewares.add(ContractMiddleware())
        router.middlewares.add(AuthenticationMiddleware(site: self))
        router.middlewares.add(RefusalRecord(site: self))
        router.middlewares.add(RequestLimits(site: self))
        router.middlewares.add(OwnPagesOnly(site: self))
        SessionInterface(site: self).add(to: router)
        SignInPages(site: self).add(to: router)
        CaseInterface(site: self).add(to: router)
        ItemInterface(site: self).add(to: router)
        PolicyInterface(site: self).add(to: router)
        ReplyInterface(site: self).add(to: router)
        ExchangePages(site: self).add(to: router)
        OperationRoutes(site: self).add(to: router)
        Asset.add(to: router)
        Preferences.add(to: router, isSecure: publicAddress.hasPrefix("https:"))
        VerificationPages(site: self).add(to: router)
        MyDataPages(site: self).add(to: router)
        ErasingPages(site: self).add(to: router)
        RequestDesk(site: self).add(to: router)
        RightsInterface(site: self).add(to: router)
        AdministrationPages(site: self).add(to: router)
        DuplicatePages(site: self).add(to: router)
        MandatePages(site: self).add(to: router)
        OwnAccountPages(site: self).add(to: router)
        PersonInterface(site: self).add(to: router)
        LookPages(site: self).add(to: router)
        HistoryPages(site: self).add(to: router)
        CitizenPages(site: self).add(to: router)
        OfficerPages(site: self).add(to: router)
        return router
    }
}
