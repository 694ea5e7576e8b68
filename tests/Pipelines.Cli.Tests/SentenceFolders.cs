using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Pipelines.Cli.Commands;
using Pipelines.Cli.Serving;
using Pipelines.Models;
using Pipelines.Server;
using TorchSharp;

namespace Pipelines.Cli.Tests;

/// <summary>
/// A BERT as sentence-transformers keeps it, whose weights a plain Python program writes and whose tokens Hugging Face's library makes: its
/// vectors of texts, behind <c>/v1/embeddings</c>, are those that plain PyTorch works out.
/// </summary>
public sealed class SentenceFolders : IDisposable
{
    private const int Texts = 40;
    private const int MostTokens = 60;

    private readonly ToolRun tool = new();

    public void Dispose() => tool.Dispose();

    [Theory]
    [InlineData("mean_tokens", "tokenizer.json")]
    [InlineData("cls_token", "vocab.txt")]
    public async Task Give_the_vectors_of_plain_PyTorch(string pooling, string file)
    {
        var (texts, expected) = WriteFolder(pooling, file);
        await using var opened = OpenedModel.Load(tool["sentences"], new AdapterOption(), new Command("serve").Parse(""), "cpu", []);
        await using var app = ModelServer.Build(new ServerOptions { Port = 0 }, [opened.Hosted.Served]);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        var answer = await http.PostAsJsonAsync("/v1/embeddings", new { model = opened.Hosted.Served.Name, input = texts });

        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        var data = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]!.AsArray();
        data.Count.ShouldBe(texts.Length);
        for (var i = 0; i < texts.Length; i++)
            data[i]!["embedding"]!.AsArray().Select(value => value!.GetValue<double>()).ShouldBe(expected[i], 2e-5, texts[i]);
    }

    [Fact]
    public void Get_a_head_that_can_be_trained_and_is_written_with_the_weights()
    {
        WriteFolder("mean_tokens", "tokenizer.json");
        var folder = HuggingFaceFolder.Open(tool["sentences"]);
        using var model = folder.LoadModel();
        Directory.CreateDirectory(tool["copy"]);
        folder.CopyWeights(tool["copy"]);
        File.Copy(tool["sentences/config.json"], tool["copy/config.json"]);
        using var copy = HuggingFaceFolder.Open(tool["copy"]).LoadModel();
        using var ids = torch.tensor(new long[] { 2, 17, 4, 3 }, [1, 4]);
        using var untracked = torch.no_grad();
        using var logits = model.call(ids);
        using var same = copy.call(ids);
        logits.data<float>().ToArray().ShouldAllBe(value => float.IsFinite(value));
        same.data<float>().ToArray().ShouldBe(logits.data<float>().ToArray());
    }

    /// <summary>Writes the folder; texts that fit, and the vector of each.</summary>
    private (string[] Texts, double[][] Vectors) WriteFolder(string pooling, string file)
    {
        Directory.CreateDirectory(tool["sentences"]);
        var peer = JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reference", "bert-uncased.json")))!;
        var tokenizer = peer["tokenizer"]!;
        if (file == "tokenizer.json") File.WriteAllText(tool["sentences/tokenizer.json"], tokenizer.ToJsonString());
        else File.WriteAllLines(tool["sentences/vocab.txt"], tokenizer["model"]!["vocab"]!.AsObject()
            .OrderBy(token => token.Value!.GetValue<int>()).Select(token => token.Key));
        var cases = peer["cases"]!.AsArray()
            .Where(one => one!["text"] is { } text && one["ids"]!.AsArray().Count is > 0 and < MostTokens && !HasSpecial(text.GetValue<string>()))
            .Take(Texts).ToList();
        File.WriteAllText(tool["ids.json"], JsonSerializer.Serialize(cases.Select(one => Ids(one!))));
        var script = Path.Combine(AppContext.BaseDirectory, "Reference", "sentences.py");
        using var python = Process.Start(new ProcessStartInfo(
            "/usr/bin/python3", [script, tool["sentences"], pooling, tool["ids.json"], tool["vectors.json"]])
        { RedirectStandardError = true })!;
        var errors = python.StandardError.ReadToEnd();
        python.WaitForExit();
        python.ExitCode.ShouldBe(0, errors);
        return (
            [.. cases.Select(one => one!["text"]!.GetValue<string>())],
            JsonSerializer.Deserialize<double[][]>(File.ReadAllText(tool["vectors.json"]))!);
    }

    /// <summary>Of a text with the tokens around it.</summary>
    private static int[] Ids(JsonNode one) => [2, .. one["ids"]!.AsArray().Select(id => id!.GetValue<int>()), 3];

    /// <summary>A text that names special tokens is text to the server, and to the library its tokens.</summary>
    private static bool HasSpecial(string text) => text.Contains('[');
}
