using AdaptLab.Reading;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Reading;

/// <param name="Kind">Where it comes from: "asked", "found", "gap", "field".</param>
/// <param name="Answers">Any of which is right; none where the passage does not tell.</param>
internal sealed record ReadingQuestion(string Kind, string Question, string Passage, string[] Answers)
{
    /// <summary>In numbers, with the spans that are right; null where an answer is no span of the passage.</summary>
    public ReadingExample? Example(WordVectors vectors)
    {
        var passage = PassageText.Of(Passage);
        var inputs = ReaderInputs.Of(Question, passage, vectors);
        if (inputs.Passage.Count == 0 || inputs.Question.Count == 0) return null;
        var words = passage.Sentences.SelectMany(sentence => sentence).Select(word => string.Join(' ', AnswerWords.Of(word.Lower))).ToArray();
        var right = Answers.SelectMany(answer => Places(words, AnswerWords.Of(answer))).Where(place => inputs.IsSpan(place)).Distinct().ToArray();
        return Answers.Length > 0 && right.Length == 0 ? null : new ReadingExample(inputs, right);
    }

    private static IEnumerable<int> Places(string[] words, string[] answer)
    {
        var sought = string.Join(' ', answer);
        if (sought.Length == 0) yield break;
        for (var first = 0; first < words.Length; first++)
        {
            var said = "";
            for (var more = 0; more < ReaderInputs.LongestSpan && first + more < words.Length; more++)
            {
                var word = words[first + more];
                said = said.Length == 0 || word.Length == 0 ? said + word : $"{said} {word}";
                if (said == sought) yield return (first * ReaderInputs.LongestSpan) + more;
                if (said.Length > sought.Length) break;
            }
        }
    }
}

/// <param name="Right">Places among the network's spans; empty where the passage does not tell.</param>
internal sealed record ReadingExample(ReaderInputs Inputs, int[] Right);
