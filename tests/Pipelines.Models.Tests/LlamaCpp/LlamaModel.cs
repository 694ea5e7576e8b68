using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Pipelines.Models.Tests.LlamaCpp;

/// <summary>
/// A GGUF file open in llama.cpp, in a process of its own: whatever it does with a wrong file, the tests go on. It computes on the
/// processor with a cache of 32 bits, so that nothing but the weights is rounded.
/// </summary>
internal sealed class LlamaModel : IDisposable
{
    private readonly Process process;
    private readonly Task<string> complaints;
    private readonly JsonElement description;

    private LlamaModel(Process process)
    {
        this.process = process;
        complaints = process.StandardError.ReadToEndAsync();
        description = Answer();
    }

    /// <summary>The number of its tokens.</summary>
    public int VocabSize => description.GetProperty("vocab_size").GetInt32();

    /// <summary>The token that begins a text; −1 for none.</summary>
    public int Bos => description.GetProperty("bos").GetInt32();

    /// <summary>The token that ends a text; −1 for none.</summary>
    public int Eos => description.GetProperty("eos").GetInt32();

    /// <summary>The token that ends a turn; −1 for none.</summary>
    public int Eot => description.GetProperty("eot").GetInt32();

    /// <summary>The token that fills; −1 for none.</summary>
    public int Pad => description.GetProperty("pad").GetInt32();

    /// <summary>Whether a text begins with <see cref="Bos"/>.</summary>
    public bool AddsBos => description.GetProperty("add_bos").GetBoolean();

    /// <summary>Whether a text ends with <see cref="Eos"/>.</summary>
    public bool AddsEos => description.GetProperty("add_eos").GetBoolean();

    /// <summary>The tokens that are structure rather than text.</summary>
    public int[] Control => Ids(description.GetProperty("control"));

    /// <summary>The chat template, or null.</summary>
    public string? Template => description.GetProperty("template").GetString();

    /// <summary>Opens a file.</summary>
    /// <param name="path">the GGUF file</param>
    /// <param name="vocabularyOnly">whether only to tokenize: the file needs no tensors then</param>
    /// <exception cref="InvalidOperationException">llama.cpp does not load it; the message is llama.cpp's</exception>
    public static LlamaModel Open(string path, bool vocabularyOnly = false)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "LlamaCpp", "llama_cpp.py");
        string[] arguments = [script, LlamaLibrary.Folder ?? throw new InvalidOperationException(LlamaLibrary.Missing), path];
        var start = new ProcessStartInfo("/usr/bin/python3", vocabularyOnly ? [.. arguments, "--vocabulary"] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GGML_NO_BACKTRACE"] = "1";
        return new LlamaModel(Process.Start(start)!);
    }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">any</param>
    /// <param name="template">whether the tokens that begin and end a text are added</param>
    /// <param name="special">whether the text of special tokens is found in it</param>
    public int[] Tokenize(string text, bool template = false, bool special = true) => Ids(Ask("tokenize", json =>
    {
        json.WriteString("text", text);
        json.WriteBoolean("template", template);
        json.WriteBoolean("special", special);
    }).GetProperty("ids"));

    /// <summary>The bytes that ids stand for.</summary>
    /// <param name="ids">of its tokens</param>
    /// <param name="special">whether special tokens are shown</param>
    public byte[] Detokenize(IReadOnlyList<int> ids, bool special = true) => Ask("detokenize", json =>
    {
        Write(json, ids);
        json.WriteBoolean("special", special);
    }).GetProperty("text").GetBytesFromBase64();

    /// <summary>A conversation and the beginning of an answer as text, by what llama.cpp itself knows of a template.</summary>
    public string ApplyTemplate(string template, params (string Role, string Content)[] messages) => Encoding.UTF8.GetString(
        Ask("apply_template", json =>
        {
            json.WriteString("template", template);
            Write(json, "roles", messages.Select(message => message.Role));
            Write(json, "contents", messages.Select(message => message.Content));
        }).GetProperty("text").GetBytesFromBase64());

    /// <summary>The logits after each id: <c>[time, vocabulary]</c>, row after row.</summary>
    public float[] Logits(IReadOnlyList<int> ids) => Values(Ask("logits", json => Write(json, ids)));

    /// <summary>The hidden state at each id, after the last norm, of a model without a head: <c>[time, dim]</c>, row after row.</summary>
    public float[] Embeddings(IReadOnlyList<int> ids) => Values(Ask("embeddings", json => Write(json, ids)));

    /// <summary>The <paramref name="count"/> ids that follow when the likeliest is taken each time; it does not stop at an end.</summary>
    public int[] Greedy(IReadOnlyList<int> ids, int count) => Ids(Ask("greedy", json =>
    {
        Write(json, ids);
        json.WriteNumber("count", count);
    }).GetProperty("ids"));

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private JsonElement Ask(string question, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("ask", question);
            write(json);
            json.WriteEndObject();
        }
        process.StandardInput.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
        process.StandardInput.Flush();
        return Answer();
    }

    private JsonElement Answer()
    {
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"llama.cpp has ended: {complaints.Result}");
        using var document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException(error.GetString())
            : document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<int> ids)
    {
        json.WriteStartArray("ids");
        foreach (var id in ids) json.WriteNumberValue(id);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static int[] Ids(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt32())];

    private static float[] Values(JsonElement answer) =>
        MemoryMarshal.Cast<byte, float>(answer.GetProperty("values").GetBytesFromBase64()).ToArray();
}
