import Catalog

/// Foundation has another `Bundle`; this file does not import it.
typealias OneThing = Bundle
