extension QRCode {
    /// The symbol as a complete SVG document with its quiet zone: one path, sharp at every size.
    ///
    /// Serve it as `image/svg+xml`, or put ``imageAddress`` into `<img src>`.
    public var svg: String {
        let side = size + 2 * Self.quietZone
        var path = ""
        for run in runs {
            path += "M\(run.x + Self.quietZone) \(run.y + Self.quietZone)h\(run.length)v1h-\(run.length)z"
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges">\
            <path fill="#fff" d="M0 0h\(side)v\(side)H0z"/><path d="\(path)"/></svg>
            """
    }

    /// The symbol as a `data:` address for `<img src>`; the page's policy must allow `img-src data:`.
    public var imageAddress: String {
        var address = "data:image/svg+xml,"
        for byte in svg.utf8 {
            switch byte {
            case UInt8(ascii: "<"): address += "%3C"
            case UInt8(ascii: ">"): address += "%3E"
            case UInt8(ascii: "#"): address += "%23"
            case UInt8(ascii: "\""): address += "'"
            default: address.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return address
    }

    /// An `<img>` of the symbol.
    /// - Parameters:
    ///   - description: What the code leads to, for people who cannot see it.
    ///   - width: Side in CSS pixels.
    public func image(description: String, width: Int) -> HTML {
        """
        <img class="qr" src="\(imageAddress)" alt="\(description)" width="\(width)" height="\(width)">
        """
    }
}
