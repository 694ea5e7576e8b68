// The tests are a program too: one that writes metrics, of which they start several at once.
// It says on its output that its run has begun, and writes once it is told to on its input.
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

var (database, name, metrics) = (args[0], args[1], int.Parse(args[2]));
using var store = new SqliteTrackingStore(database, warning => throw new InvalidOperationException(warning));
using var run = store.Start(new RunStart("shared", name));
run.Flush();
Console.WriteLine("begun");
Console.ReadLine();
for (var step = 0; step < metrics; step++)
{
    run.LogMetric("value", step, step);
    if (step % 50 == 0) run.Flush();
}
run.End(RunStatus.Finished);
