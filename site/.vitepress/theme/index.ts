import DefaultTheme from "vitepress/theme"
import type { Theme } from "vitepress"
import SteppedExploration from "./SteppedExploration.vue"
import "./style.css"

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component("SteppedExploration", SteppedExploration)
  },
}

export default theme
