namespace AdaptLab.Words.Tests;

public sealed class WordSplitterTests
{
    [Theory]
    [InlineData("Don't PANIC, Arthur!", "don't panic arthur !")]
    [InlineData("It's 5 to 12 on 3 May 1979; 12345 steps", "it's <num1> to <num2> on <num1> may <year> <num> steps")]
    [InlineData("naïve Éclair über 語", "naïve éclair über 語")]
    [InlineData("'quoted' rock'n'roll'", "quoted rock'n'roll")]
    [InlineData("why? #tag @you 5% (or $3): \"x\"", "why ? # tag @ you <num1> % ( or $ <num1> : \" x \"")]
    [InlineData(" \t\n.,;-", "")]
    [InlineData("", "")]
    public void Words_numbers_and_marks_are_told_apart(string text, string words) =>
        Assert.Equal(words, string.Join(' ', WordSplitter.Split(text)));
}
