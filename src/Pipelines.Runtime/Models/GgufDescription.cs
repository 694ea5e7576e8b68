using System.Globalization;
using Pipelines.Formats.Gguf;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Models;

/// <summary>Shows what a GGUF file holds: its metadata, its tensors, and what they come to by type. Only the header is read.</summary>
public static class GgufDescription
{
    /// <summary>Writes the keys with the beginnings of their values, the tensors with types, shapes and sizes, and the totals.</summary>
    public static void Write(TextWriter output, GgufFile file)
    {
        var keys = new TextTable("key", "type", "value");
        foreach (var key in file.Metadata.Keys)
        {
            var value = file.Metadata.Find(key)!;
            keys.Add(key, value.Kind, value.ToString());
        }
        output.Write(keys);
        if (file.Tensors.Count > 0)
        {
            output.WriteLine();
            output.Write(Tensors(file));
            output.WriteLine();
            output.Write(Types(file));
        }
        output.WriteLine();
        output.WriteLine(
            $" GGUF version {file.Version}, {Quantity.Of(file.Metadata.Keys.Count, "key")}, {Quantity.Of(file.Tensors.Count, "tensor")}, "
            + $"{Quantity.Bytes(new FileInfo(file.Path).Length)}{Width(file.Tensors)}");
    }

    private static TextTable Tensors(GgufFile file)
    {
        var table = new TextTable("tensor", "type", "shape", "size");
        foreach (var tensor in file.Tensors)
            table.Add(tensor.Name, tensor.Type.Word(), $"[{string.Join(", ", tensor.Shape)}]", Quantity.Bytes(tensor.ByteCount));
        return table;
    }

    private static TextTable Types(GgufFile file)
    {
        var table = new TextTable("type", "tensors", "weights", "size");
        foreach (var type in file.Tensors.GroupBy(tensor => tensor.Type).OrderByDescending(group => group.Sum(tensor => tensor.ByteCount)))
            table.Add(
                type.Key.Word(), type.Count().ToString("N0", CultureInfo.InvariantCulture),
                Quantity.Count(type.Sum(tensor => (double)tensor.Elements)), Quantity.Bytes(type.Sum(tensor => (double)tensor.ByteCount)));
        return table;
    }

    private static string Width(IReadOnlyList<GgufTensor> tensors)
    {
        var weights = tensors.Sum(tensor => (double)tensor.Elements);
        var bits = 8 * tensors.Sum(tensor => (double)tensor.ByteCount);
        return weights == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; {Quantity.Count(weights)} weights of {bits / weights:0.00} bits");
    }
}
