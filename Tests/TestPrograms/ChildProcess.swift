import Foundation

/// Starts other programs, one at a time.
///
/// A child gets every file that is opened between Foundation's look at the open ones and the start. When that is another child's pipe,
/// whoever reads it to its end waits for the wrong program, for ever if that is a server.
package enum ChildProcess {
    // Guards opening pipes and starting the programs they lead to.
    private static let lock = NSLock()

    /// - Parameter prepare: sets the arguments and opens the pipes, which it may give back.
    package static func start<Pipes>(
        _ program: String, _ prepare: (Process) -> Pipes
    ) throws -> (process: Process, pipes: Pipes) {
        try lock.withLock {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            let pipes = prepare(process)
            try process.run()
            return (process, pipes)
        }
    }

    /// Runs a program to its end.
    package static func run(_ program: String, _ arguments: [String]) throws -> (
        status: Int32, output: String, errors: String
    ) {
        let (process, pipes) = try start(program) { process in
            let pipes = (output: Pipe(), errors: Pipe())
            process.arguments = arguments
            process.standardOutput = pipes.output
            process.standardError = pipes.errors
            return pipes
        }
        let output = pipes.output.fileHandleForReading.readDataToEndOfFile()
        let errors = pipes.errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: output, as: UTF8.self), String(decoding: errors, as: UTF8.self)
        )
    }
}
