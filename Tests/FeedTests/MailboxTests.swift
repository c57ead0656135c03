import Broker
import Synchronization
import Testing
import Workflow

@Suite struct MailboxTests {
    @Test func `takes what waits, in order, at most as many as asked for`() {
        let mailbox = Mailbox<Int>(limit: 10)
        for number in 1...5 { #expect(mailbox.put(number)) }
        #expect(mailbox.count == 5)
        #expect(mailbox.takeAll(max: 3) == [1, 2, 3])
        #expect(mailbox.takeAll(max: 3) == [4, 5])
    }

    @Test func `refuses what goes beyond the limit, until there is room`() {
        let mailbox = Mailbox<Int>(limit: 2)
        #expect(mailbox.put(1))
        #expect(mailbox.put(2))
        #expect(!mailbox.put(3))
        #expect(!mailbox.isClosed)
        #expect(mailbox.takeAll(max: 1) == [1])
        #expect(mailbox.put(4))
        #expect(mailbox.takeAll(max: 9) == [2, 4])
    }

    @Test func `returns an empty batch when the time is up`() {
        let mailbox = Mailbox<Int>(limit: 1)
        #expect(mailbox.takeAll(max: 1, within: .zero) == [])
        #expect(mailbox.takeAll(max: 1, within: Span(milliseconds: 1)) == [])
    }

    @Test func `a closed mailbox gives out what it holds, then nil`() {
        let mailbox = Mailbox<Int>(limit: 2)
        #expect(mailbox.put(1))
        mailbox.close()
        #expect(!mailbox.put(2))
        #expect(mailbox.isClosed)
        #expect(mailbox.takeAll(max: 9) == [1])
        #expect(mailbox.takeAll(max: 9) == nil)
    }

    @Test func `closing wakes every taker`() throws {
        let mailbox = Mailbox<Int>(limit: 1)
        let ended = Atomic(0)
        let threads = try (0..<3).map { _ in
            try OSThread(name: "taker") {
                if mailbox.takeAll(max: 1) == nil { ended.add(1, ordering: .relaxed) }
            }
        }
        mailbox.close()
        for thread in threads { thread.join() }
        #expect(ended.load(ordering: .relaxed) == 3)
    }

    @Test(arguments: [1, 4]) func `many producers: each element once, each producer in order`(
        takers: Int
    ) throws {
        let producers = 4
        let each = 20_000
        let mailbox = Mailbox<Letter>(limit: 1_000)
        let taken = Mutex<[[Letter]]>([])
        let takerThreads = try (0..<takers).map { _ in
            try OSThread(name: "taker") {
                var own: [Letter] = []
                while let batch = mailbox.takeAll(max: 64) { own += batch }
                taken.withLock { $0.append(own) }
            }
        }
        let producerThreads = try (0..<producers).map { producer in
            try OSThread(name: "producer") {
                for number in 0..<each {
                    while !mailbox.put(Letter(producer: producer, number: number)) {}
                }
            }
        }
        for thread in producerThreads { thread.join() }
        mailbox.close()
        for thread in takerThreads { thread.join() }

        let all = taken.withLock { $0 }
        let (count, distinctCount) = (all.joined().count, Set(all.joined()).count)
        #expect(count == producers * each)
        #expect(distinctCount == producers * each)
        for own in all {
            for producer in 0..<producers {
                let numbers = own.filter { $0.producer == producer }.map(\.number)
                let isInOrder = zip(numbers, numbers.dropFirst()).allSatisfy(<)
                #expect(isInOrder)
            }
        }
    }

    @Test func `a lone put wakes a taker that sleeps`() throws {
        let there = Mailbox<Int>(limit: 1)
        let back = Mailbox<Int>(limit: 1)
        let echo = try OSThread(name: "echo") {
            while let batch = there.takeAll(max: 1) { _ = back.put(batch[0]) }
        }
        for number in 0..<1_000 {
            #expect(there.put(number))
            #expect(back.takeAll(max: 1) == [number])
        }
        there.close()
        echo.join()
    }
}

private struct Letter: Hashable {
    let producer: Int
    let number: Int
}
