using System.Buffers.Binary;
using Pipelines.Data;

namespace Pipelines.Training;

/// <summary>
/// Log-probabilities of answers under a model that does not change, in a file that grows: what was computed once is read ever after, also
/// by a run that goes on after it was killed. A record is 32 bytes, little-endian: the answer's key, 16 bytes; its log-probability in
/// nats, a float64; and a check over both, 8 bytes, so that records which a crash left half written count as absent. Records lie within
/// pages of the disk, whose size they divide.
/// </summary>
public sealed class ReferenceCache : IDisposable
{
    private const int RecordSize = 32;

    private readonly Dictionary<UInt128, double> known = [];
    private readonly FileStream file;

    /// <summary>Opens a cache and reads what is in it.</summary>
    /// <param name="path">the file; made when it is not there</param>
    /// <exception cref="IOException">it cannot be read or written, or another process has it open</exception>
    public ReferenceCache(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var records = new byte[file.Length / RecordSize * RecordSize];
        file.ReadExactly(records);
        for (var at = 0; at < records.Length; at += RecordSize)
        {
            var (key, value, check) = Parse(records.AsSpan(at, RecordSize));
            if (check == Check(key, value)) known[key] = value;
        }

        file.SetLength(records.Length);    // a record that was cut off would shift those that are added
    }

    /// <summary>Answers whose log-probability is known.</summary>
    public int Count => known.Count;

    /// <summary>The log-probability of an answer, or null where it is not known.</summary>
    /// <param name="key">a hash of the answer and of the model</param>
    public double? Find(UInt128 key) => known.TryGetValue(key, out var value) ? value : null;

    /// <summary>Adds log-probabilities and syncs them to the disk.</summary>
    /// <exception cref="IOException">the disk is full</exception>
    public void Add(IReadOnlyList<(UInt128 Key, double LogProb)> answers)
    {
        var records = new byte[answers.Count * RecordSize];
        for (var i = 0; i < answers.Count; i++)
        {
            var (key, value) = answers[i];
            var record = records.AsSpan(i * RecordSize, RecordSize);
            BinaryPrimitives.WriteUInt128LittleEndian(record, key);
            BinaryPrimitives.WriteDoubleLittleEndian(record[16..], value);
            BinaryPrimitives.WriteUInt64LittleEndian(record[24..], Check(key, value));
            known[key] = value;
        }

        file.Write(records);
        file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static (UInt128 Key, double Value, ulong Check) Parse(ReadOnlySpan<byte> record) => (
        BinaryPrimitives.ReadUInt128LittleEndian(record),
        BinaryPrimitives.ReadDoubleLittleEndian(record[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(record[24..]));

    private static ulong Check(UInt128 key, double value) => CounterRandom.Mix(
        CounterRandom.Mix((ulong)key) ^ CounterRandom.Mix((ulong)(key >> 64) + 1) ^ BitConverter.DoubleToUInt64Bits(value));
}
