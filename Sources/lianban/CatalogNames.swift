import Catalog

/// A thing handled as one; Foundation has another `Bundle`.
typealias CatalogBundle = Bundle
