namespace AdaptLab.Pretraining.Episodes;

/// <summary>Instructions in a few words, by what a task asks for.</summary>
internal static class Instructions
{
    private static readonly (string Part, string[] Texts)[] ByName =
    [
        ("intent", ["Name the intent of the message.", "What does the user want?", "Choose the intent of the request."]),
        ("domain", ["Name the domain of the request.", "Which area is the request about?"]),
        ("scenario", ["Name the scenario of the request.", "Which kind of request is it?"]),
        ("service", ["Which service is the user talking to?", "Name the service."]),
        ("act", ["Name the dialogue act of the turn."]),
        ("emotion", ["Name the emotion of the text.", "How does the writer feel?"]),
        ("review", ["Is the review good or bad?", "Name the sentiment of the review."]),
        ("pros_cons", ["Does the phrase praise the product?", "Name the sentiment of the phrase."]),
        ("clickbait", ["Is the headline clickbait?", "Name the kind of headline."]),
        ("medical", ["Name the field of the abstract.", "Which kind of disease is the text about?"]),
        ("reading_level", ["How hard is the text to read?"]),
        ("statute", ["Name the title of the statute.", "Which area of law is the section about?"]),
        ("trivia", ["Name the category of the question.", "Name the topic of the text."]),
        ("snli", ["Does the second sentence follow from the first?"]),
        ("sts", ["How close are the two sentences in meaning?"]),
        ("synonym", ["Do the two words mean the same?"]),
        ("headline_match", ["Does the headline fit the story?"]),
    ];

    private static readonly string[] Documents =
    [
        "Which text does the sentence come from?", "Name the topic of the sentence.", "Sort the sentences by subject.",
        "Choose the label that fits.", "Name the kind of text.", "Classify the text.",
    ];

    public static string For(string task, Random random)
    {
        foreach (var (part, texts) in ByName)
            if (task.Contains(part, StringComparison.Ordinal))
                return texts[random.Next(texts.Length)];
        return Documents[3 + random.Next(Documents.Length - 3)];
    }

    public static string ForDocuments(Random random) => Documents[random.Next(Documents.Length)];
}
