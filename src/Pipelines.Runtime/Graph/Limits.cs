using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Graph;

/// <summary>Refuses a stage that the machine cannot hold, before it starts.</summary>
internal static class Limits
{
    /// <summary>Compares what a stage will take with what is free.</summary>
    /// <exception cref="PipelineException">memory or disk will not do; the message has the numbers</exception>
    public static void Check(Stage stage, Session session, Costing costing)
    {
        var cost = stage.Cost(session.Spec, costing);
        // On another device the device's own memory counts, and libtorch says when it is full.
        if (costing.OnProcessor) CheckMemory(stage.Name, cost, ThisMachine.FreeMemory);
        CheckDisk(stage.Name, cost, new DriveInfo(session.Workspace.Root).AvailableFreeSpace, session.Workspace.Root);
    }

    internal static void CheckMemory(string stage, StageCost cost, long free)
    {
        if (cost.MemoryBytes is not { } needed || needed <= free) return;
        throw new PipelineException(
            $"""
            stage '{stage}' would take {Quantity.Bytes(needed)} of memory, and {Quantity.Bytes(free)} are free
              {cost.MemoryText}
              a smaller batch with more accumulate steps takes less, and trains the same
            """);
    }

    internal static void CheckDisk(string stage, StageCost cost, long free, string folder)
    {
        if (cost.DiskBytes is not { } needed || needed <= free) return;
        throw new PipelineException(
            $"stage '{stage}' would write up to {Quantity.Bytes(needed)} of checkpoints, and {Quantity.Bytes(free)} are free "
            + $"on the disk of {folder}; keep fewer checkpoints, or make room");
    }
}
