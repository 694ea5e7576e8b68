using System.Globalization;
using System.Security.Cryptography;
using Pipelines.Formats;

namespace Pipelines.Training;

/// <summary>
/// The checkpoints of one run: folders <c>step-000123</c> with <c>model.safetensors</c>, <c>optimizer.safetensors</c>,
/// <c>state.json</c> and <c>checksums.sha256</c>, which <c>sha256sum -c</c> reads too. A folder of that name is always complete; its
/// checksums tell whether it still is what was written.
/// </summary>
/// <param name="folder">where they lie; made when the first is written</param>
public sealed class CheckpointStore(string folder)
{
    private const string StateFile = "state.json";
    private const string ChecksumFile = "checksums.sha256";
    private const string Prefix = "step-";

    /// <summary>Where the checkpoints lie.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Steps that have a checkpoint, in ascending order, whether or not it is sound.</summary>
    public IReadOnlyList<long> Steps =>
        !Directory.Exists(Folder)
            ? []
            : [.. Directory.EnumerateDirectories(Folder, Prefix + "*").Select(StepOf).OfType<long>().Order()];

    /// <summary>Writes a checkpoint aside, syncs it and gives it its name. One of the same step is replaced.</summary>
    /// <param name="state">where training stands</param>
    /// <param name="writeTensors">writes <c>model.safetensors</c> and <c>optimizer.safetensors</c> into the folder it is given</param>
    /// <exception cref="IOException">the disk is full or the folder cannot be written; earlier checkpoints are untouched</exception>
    public Checkpoint Write(TrainingState state, Action<string> writeTensors)
    {
        var path = PathOf(state.Step);
        DurableFolder.Write(path, partial =>
        {
            writeTensors(partial);
            using (var stream = File.Create(Path.Combine(partial, StateFile))) state.Write(stream);
            var files = Directory.EnumerateFiles(partial).Order(StringComparer.Ordinal).ToArray();
            File.WriteAllLines(Path.Combine(partial, ChecksumFile), files.Select(file => $"{HashOf(file)}  {Path.GetFileName(file)}"));
        });
        return new Checkpoint(path, state);
    }

    /// <summary>The checkpoint of a step, its checksums verified.</summary>
    /// <exception cref="CorruptCheckpointException">it is not there, or not what was written</exception>
    public Checkpoint Open(long step)
    {
        var path = PathOf(step);
        try
        {
            var lines = File.ReadAllLines(Path.Combine(path, ChecksumFile));
            if (!lines.Any(line => line.EndsWith("  " + StateFile, StringComparison.Ordinal)))
                throw new CorruptCheckpointException(path, $"{ChecksumFile} names no {StateFile}");
            foreach (var line in lines) Verify(path, line);
            return new Checkpoint(path, TrainingState.Read(File.ReadAllBytes(Path.Combine(path, StateFile))));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
        {
            throw new CorruptCheckpointException(path, error.Message);
        }
    }

    /// <summary>The newest sound checkpoint, or null when there is none; what a killed process left half done is tidied first.</summary>
    /// <param name="corrupt">is told of each newer one that had to be passed over</param>
    public Checkpoint? Latest(Action<CorruptCheckpointException>? corrupt = null)
    {
        DurableFolder.Recover(Folder);
        foreach (var step in Steps.Reverse())
            try
            {
                return Open(step);
            }
            catch (CorruptCheckpointException error)
            {
                corrupt?.Invoke(error);
            }

        return null;
    }

    /// <summary>Deletes all but the latest <paramref name="keep"/> checkpoints and that of the best step.</summary>
    public void Prune(int keep, long? best)
    {
        foreach (var step in Steps.SkipLast(Math.Max(1, keep)).Where(step => step != best)) DurableFolder.Delete(PathOf(step));
    }

    private string PathOf(long step) => Path.Combine(Folder, Prefix + step.ToString("D6", CultureInfo.InvariantCulture));

    private static long? StepOf(string path)
    {
        var digits = Path.GetFileName(path.AsSpan())[Prefix.Length..];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
    }

    private static void Verify(string path, string line)
    {
        var cut = line.IndexOf("  ", StringComparison.Ordinal);
        var name = cut < 0 ? "" : line[(cut + 2)..];
        if (name.Length == 0 || name != Path.GetFileName(name)) throw new CorruptCheckpointException(path, $"{ChecksumFile} is damaged");
        if (HashOf(Path.Combine(path, name)) != line[..cut])
            throw new CorruptCheckpointException(path, $"{name} does not match its checksum");
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
