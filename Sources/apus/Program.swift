import ArgumentParser

@main
enum Program {
    static func main() {
        StandardStreams.reserve()
        Apus.main()
    }
}
