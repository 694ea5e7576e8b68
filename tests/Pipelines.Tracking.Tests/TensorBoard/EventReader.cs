using System.Diagnostics;
using System.Text.Json;

namespace Pipelines.Tracking.Tests.TensorBoard;

/// <summary>
/// Reads event files as their formats say, in Python and with nothing of the writer's: a checksum bit by bit, and fields of a message by
/// their numbers in event.proto, summary.proto, tensor.proto and hparams/plugin_data.proto.
/// </summary>
internal static class EventReader
{
    private const string Source =
        """
        import json, struct, sys

        def crc32c(data):
            crc = 0xffffffff
            for byte in data:
                crc ^= byte
                for _ in range(8):
                    crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
            return crc ^ 0xffffffff

        def masked(data):
            crc = crc32c(data)
            return (((crc >> 15) | (crc << 17)) + 0xa282ead8) & 0xffffffff

        def records(data):
            at = 0
            while at < len(data):
                length, = struct.unpack_from("<Q", data, at)
                assert struct.unpack_from("<I", data, at + 8)[0] == masked(data[at:at + 8]), "checksum of a length"
                record = data[at + 12:at + 12 + length]
                assert len(record) == length, "a record is cut"
                assert struct.unpack_from("<I", data, at + 12 + length)[0] == masked(record), "checksum of a record"
                yield record
                at += 16 + length

        def fields(data):
            found, at = {}, 0
            def varint():
                nonlocal at
                value = shift = 0
                while True:
                    byte = data[at]; at += 1
                    value |= (byte & 127) << shift
                    shift += 7
                    if byte < 128: return value
            while at < len(data):
                key = varint()
                if key & 7 == 0: value = varint()
                elif key & 7 == 1: value, = struct.unpack_from("<d", data, at); at += 8
                elif key & 7 == 5: value, = struct.unpack_from("<f", data, at); at += 4
                else:
                    assert key & 7 == 2
                    length = varint()
                    value = data[at:at + length]; at += length
                    assert len(value) == length
                found.setdefault(key >> 3, []).append(value)
            return found

        def one(found, number, otherwise=None): return found[number][0] if number in found else otherwise

        def signed(value): return value - (1 << 64) if value >> 63 else value

        def event(record):
            whole = fields(record)
            said = {"time": one(whole, 1), "step": signed(one(whole, 2, 0))}
            if 3 in whole: said["version"] = one(whole, 3).decode()
            if 7 in whole: said["session"] = one(fields(one(whole, 7)), 1)
            if 5 in whole:
                value = fields(one(fields(one(whole, 5)), 1))
                said["tag"] = one(value, 1).decode()
                if 2 in value: said["scalar"] = one(value, 2) if one(value, 2) == one(value, 2) else "NaN"
                if 9 in value:
                    metadata = fields(one(value, 9))
                    plugin = fields(one(metadata, 1))
                    said["plugin"] = one(plugin, 1).decode()
                    tensor = fields(one(value, 8))
                    said["type"], said["class"] = one(tensor, 1), one(metadata, 4)
                    if 8 in tensor: said["text"] = one(tensor, 8).decode()
                    content = fields(one(plugin, 2, b""))
                    if 3 in content:
                        pairs = [fields(pair) for pair in fields(one(content, 3)).get(1, [])]
                        kind = {2: "number", 3: "text", 4: "flag"}
                        said["given"] = {one(pair, 1).decode(): [
                            (kind[number], values[0].decode() if number == 3 else values[0])
                            for number, values in fields(one(pair, 2)).items()][0] for pair in pairs}
                    if 4 in content: said["status"] = one(fields(one(content, 4)), 1)
            return said

        assert crc32c(b"123456789") == 0xe3069283
        for record in records(open(sys.argv[1], "rb").read()): print(json.dumps(event(record)))
        """;

    /// <summary>The events of a file, in order.</summary>
    public static IReadOnlyList<JsonElement> Read(string path)
    {
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Source, path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        python.ExitCode.ShouldBe(0, errors.Result);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
