using System.Diagnostics;

namespace Pipelines.Training.Tests;

public sealed class CheckpointFolders : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("checkpoints-").FullName;
    private readonly CheckpointStore store;

    public CheckpointFolders() => store = new CheckpointStore(Path.Combine(folder, "run"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_checkpoint_is_read_back_as_it_was_written()
    {
        var written = Write(12);
        var read = store.Open(12);

        read.Folder.ShouldBe(written.Folder);
        Path.GetFileName(read.Folder).ShouldBe("step-000012");
        File.ReadAllText(read.Weights).ShouldBe("weights 12");
        File.ReadAllText(read.Optimizer).ShouldBe("moments 12");
        (read.State with { Settings = written.State.Settings, Carried = written.State.Carried }).ShouldBe(written.State);
        read.State.Settings.ShouldBe(written.State.Settings, ignoreOrder: true);
        read.State.Carried.ShouldBe(written.State.Carried);
    }

    [Fact]
    public void A_state_without_evaluations_is_read_back()
    {
        store.Write(State(3) with { Evaluation = null, Best = null }, Tensors(3));

        var read = store.Open(3).State;
        read.Evaluation.ShouldBeNull();
        read.Best.ShouldBeNull();
    }

    [Fact]
    public void Nothing_written_is_nothing_found()
    {
        store.Steps.ShouldBeEmpty();
        store.Latest().ShouldBeNull();
    }

    [Fact]
    public void Any_changed_byte_is_noticed_and_the_checkpoint_before_is_used()
    {
        Write(1);
        var last = Write(2);
        foreach (var file in Directory.EnumerateFiles(last.Folder))
        {
            var good = File.ReadAllBytes(file);
            for (var at = 0; at < good.Length; at += 7)
            {
                var bad = (byte[])good.Clone();
                bad[at] ^= 0x04;
                File.WriteAllBytes(file, bad);
                CorruptCheckpointException? reported = null;
                store.Latest(corrupt => reported = corrupt)!.State.Step.ShouldBe(1, $"{file} at {at}");
                reported!.Folder.ShouldBe(last.Folder);
            }

            File.WriteAllBytes(file, good);
        }

        store.Latest()!.State.Step.ShouldBe(2);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("optimizer.safetensors")]
    [InlineData("state.json")]
    [InlineData("checksums.sha256")]
    public void A_missing_or_empty_file_is_noticed(string name)
    {
        var file = Path.Combine(Write(1).Folder, name);
        File.WriteAllBytes(file, []);
        store.Latest().ShouldBeNull();
        File.Delete(file);
        store.Latest().ShouldBeNull();
        Should.Throw<CorruptCheckpointException>(() => store.Open(1)).Message.ShouldContain("step-000001");
    }

    [Fact]
    public void A_write_that_fails_leaves_nothing_and_the_earlier_ones_alone()
    {
        Write(1);
        Should.Throw<IOException>(() => store.Write(State(2), partial =>
        {
            File.WriteAllText(Path.Combine(partial, "model.safetensors"), "half");
            throw new IOException("No space left on device");
        }));

        store.Steps.ShouldBe([1]);
        Directory.EnumerateFileSystemEntries(store.Folder).Count().ShouldBe(1);
    }

    [Fact]
    public void What_a_killed_process_left_is_not_a_checkpoint_and_does_not_hinder_the_next()
    {
        Write(1);
        var left = Path.Combine(store.Folder, ".step-000002.partial");
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "model.safetensors"), "half");

        store.Steps.ShouldBe([1]);
        store.Latest()!.State.Step.ShouldBe(1);
        Write(2);
        store.Latest()!.State.Step.ShouldBe(2);
        Directory.Exists(left).ShouldBeFalse();
    }

    [Fact]
    public void A_checkpoint_of_the_same_step_is_replaced()
    {
        Write(1);
        store.Write(State(1), Tensors(99));

        File.ReadAllText(store.Open(1).Weights).ShouldBe("weights 99");
    }

    [Fact]
    public void A_process_killed_between_taking_the_old_away_and_naming_the_new_leaves_the_old()
    {
        var old = Write(1);
        Directory.Move(old.Folder, Path.Combine(store.Folder, ".step-000001.replaced"));

        store.Latest()!.State.Step.ShouldBe(1);
        store.Open(1).State.Step.ShouldBe(1);
    }

    [Fact]
    public void A_process_killed_before_deleting_the_old_leaves_the_new()
    {
        var other = Write(2).Folder;
        Write(1);
        Directory.Move(other, Path.Combine(store.Folder, ".step-000001.replaced"));

        File.ReadAllText(store.Latest()!.Weights).ShouldBe("weights 1");
        Directory.EnumerateFileSystemEntries(store.Folder).Count().ShouldBe(1);
    }

    [Fact]
    public void A_replacement_that_fails_leaves_the_old()
    {
        Write(1);
        Should.Throw<IOException>(() => store.Write(State(1), _ => throw new IOException("No space left on device")));

        File.ReadAllText(store.Open(1).Weights).ShouldBe("weights 1");
    }

    [Fact]
    public void The_latest_and_the_best_stay()
    {
        foreach (var step in (long[])[10, 20, 30, 40, 50]) Write(step);
        store.Prune(keep: 2, best: 20);

        store.Steps.ShouldBe([20, 40, 50]);
        store.Prune(keep: 1, best: 50);
        store.Steps.ShouldBe([50]);
    }

    [Fact]
    public void Steps_are_ordered_as_numbers()
    {
        foreach (var step in (long[])[999_999, 1_000_000, 2]) Write(step);

        store.Steps.ShouldBe([2, 999_999, 1_000_000]);
        store.Latest()!.State.Step.ShouldBe(1_000_000);
    }

    [Fact]
    public void Sha256sum_agrees()
    {
        var checkpoint = Write(5);
        using var process = Process.Start(new ProcessStartInfo("sha256sum", ["-c", "--strict", "checksums.sha256"])
        {
            WorkingDirectory = checkpoint.Folder,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        process.ExitCode.ShouldBe(0, output);
        output.ShouldContain("model.safetensors: OK");
    }

    private Checkpoint Write(long step) => store.Write(State(step), Tensors(step));

    private static Action<string> Tensors(long step) => partial =>
    {
        File.WriteAllText(Path.Combine(partial, "model.safetensors"), $"weights {step}");
        File.WriteAllText(Path.Combine(partial, "optimizer.safetensors"), $"moments {step}");
    };

    private static TrainingState State(long step) => new(
        step, Seed: -3, new Dictionary<string, string> { ["steps"] = "100", ["data"] = "é\"\n" }, Tokens: step * 1000, Seconds: 0.1 * step,
        new Evaluation(12.5, 3, 7) { Measures = new Dictionary<string, double> { ["rewards/margins"] = 0.1, ["accuracy"] = -1.0 / 3 } },
        new BestEvaluation(step - 1, new Evaluation(1.0 / 3, 2, 5)), LossMean: 1.1, LossVariance: 0.2,
        new Dictionary<string, double> { ["kl_coefficient"] = 0.1 / 3 });
}
