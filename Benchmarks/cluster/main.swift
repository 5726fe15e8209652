import Clustering
import Foundation

/// Times k-means on points that `run` has written: `[count × dimension]` floats, little-endian.
///
/// One line a figure: a name, a value, a unit. Times are those of the processor, which a busy
/// machine hardly changes.

func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

func megabytes() -> Double {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return (peak?.split(separator: " ").dropFirst().first).flatMap { Double($0) }.map { $0 / 1024 }
    ?? 0
}

func time<Value>(_ name: String, per count: Int = 1, _ body: () -> Value) -> Value {
  let start = processorSeconds()
  let value = body()
  let seconds = processorSeconds() - start
  if count > 1 {
    print("\(name)\t\(seconds / Double(count) * 1e6)\tµs")
  } else {
    print("\(name)\t\(seconds)\ts")
  }
  return value
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let dimension = Int(arguments[2]), let k = Int(arguments[3]),
  let data = FileManager.default.contents(atPath: arguments[1])
else {
  print("usage: cluster-benchmark FILE DIMENSION K")
  exit(2)
}
let values = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
guard let points = PointMatrix(dimension: dimension, values: values) else { exit(1) }
print("points in memory\t\(megabytes())\tMB")

var generator = SeededGenerator(seed: 1)
let learned = time("k-means++ and one mini-batch pass") {
  var model = MiniBatchKMeans(
    centres: MiniBatchKMeans.seeded(
      PointMatrix(dimension: dimension), to: k,
      from: points.canonicalSample(atMost: 3 * 1024, seed: 1), using: &generator))
  model?.learn(from: points, batch: 1024, using: &generator)
  return model
}
guard let learned else { exit(1) }
print("its inertia\t\(learned.inertia(of: points))\t")
var polished = learned
let steps = time("full polish") { polished.polish(points, maxSteps: 20) }
print("its steps\t\(steps)\t")
print("its inertia\t\(polished.inertia(of: points))\t")
let fitted = time("fit, 3 attempts") { MiniBatchKMeans.fit(points, k: k, seed: 1) }
print("its inertia\t\(fitted?.inertia(of: points) ?? 0)\t")
var warm = polished
_ = time("polish from a warm start") { warm.polish(points, maxSteps: 20) }
_ = time("assign every track", per: points.count) { polished.assignments(of: points).count }

var online = polished
let arrivals = (0..<min(20_000, points.count)).map { Array(points[$0]) }
time("online step, per track", per: arrivals.count) {
  for point in arrivals { online.apply(online.updated(byAdding: point, halfLife: 10_000).change) }
}
let scores = time("choosing k among 6…24") {
  ClusterStability.scores(of: points, for: 6...24, seed: 1)
}
if let choice = ClusterCountRule().choose(from: scores) {
  print("k chosen\t\(choice.k)\t\(choice.isStable ? "stable" : "best of the unstable")")
}
let newest = points.count - min(points.count / 10, 8_000)
_ = time("search for a new mood") {
  EmergingCluster.find(
    among: points.rows(newest..<points.count),
    after: points.rows(stride(from: 0, to: newest, by: newest / 8_000 + 1).map { $0 }),
    besides: polished, minimum: 80, seed: 1)
}
print("peak memory\t\(megabytes())\tMB")
