using Pipelines.Data;
using Pipelines.Decoding;
using Pipelines.Spec;

namespace Pipelines.Training.Tests;

public sealed class AnswersOfStudents : IDisposable
{
    private static readonly SamplingSpec Sampling = new(MaxTokens: 5, Temperature: 1, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, [], null);

    private static readonly int[][] Prompts = [[1, 2, 3], [4], [5, 6], [7, 8, 9, 10], [11, 12]];

    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Fact]
    public void A_share_of_the_batches_is_answered_by_the_student()
    {
        var source = Source(share: 0.3);
        var answered = Enumerable.Range(0, 200).Count(step => source.IsOnPolicy(step, 0));
        answered.ShouldBeInRange(40, 80);
        for (var step = 0; step < 8; step++)
            if (!source.IsOnPolicy(step, 1)) source.Get(step, 1).Inputs.ShouldBe(Data.Get(step, 1).Inputs);
        Enumerable.Range(0, 100).ShouldAllBe(step => !Source(share: 0).IsOnPolicy(step, 0));
        Enumerable.Range(0, 100).ShouldAllBe(step => Source(share: 1).IsOnPolicy(step, 0));
    }

    [Fact]
    public void Answers_stand_behind_prompts_and_they_alone_are_learned()
    {
        var source = Source(share: 1);
        var seen = new List<int[]>();
        for (var step = 0; step < 5; step++)
        {
            var batch = source.Get(step, 0);
            batch.TargetCount.ShouldBe(batch.Targets.Count(target => target != TokenBatch.Ignored));
            for (var row = 0; row < batch.Rows; row++)
            {
                int[] inputs = [.. batch.Inputs.Skip(row * batch.Time).Take(batch.Time).Select(token => (int)token)];
                var targets = batch.Targets.AsSpan(row * batch.Time, batch.Time);
                var prompt = Prompts.Single(one => inputs.Take(one.Length).SequenceEqual(one));
                seen.Add(prompt);
                var count = targets.IndexOfAnyExcept(TokenBatch.Ignored);
                count.ShouldBe(prompt.Length - 1);
                // Each token that is learned is the one that is read next.
                for (var i = count; i + 1 < batch.Time && targets[i + 1] != TokenBatch.Ignored; i++) targets[i].ShouldBe(inputs[i + 1]);
            }
        }

        // 5 steps of 2 micro-batches of 2 prompts: half of them are looked at here, of four rounds over the prompts.
        seen.Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public void They_are_a_function_of_the_step_and_the_weights()
    {
        Source(share: 1).Get(3, 1).Inputs.ShouldBe(Source(share: 1).Get(3, 1).Inputs);
        Source(share: 1).Get(3, 1).Targets.ShouldNotBe(Source(share: 1, model: 2).Get(3, 1).Targets);
        Source(share: 1).Get(3, 1).Targets.ShouldNotBe(Source(share: 1).Get(8, 1).Targets);
    }

    [Fact]
    public void Another_share_is_another_run()
    {
        Source(share: 1).Settings["on_policy"].ShouldBe("1");
        Source(share: 0.5).Settings["on_policy"].ShouldBe("0.5");
        Source(share: 0.5).Settings["data"].ShouldBe("examples");
    }

    private static Padded Data => new(Distillations.Examples(9), 2, 2);

    private OnPolicyAnswers Source(double share, int model = 1) => new(
        Data, new BatchGenerator(workshop.Model(model), new HashSet<int> { 0 }), Prompts, Sampling, batch: 2, share, seed: 4);
}
