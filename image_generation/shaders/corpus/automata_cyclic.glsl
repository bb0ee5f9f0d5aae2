// title: Cyclic Spirals
// description: A cyclic cellular automaton whose states chase each other in spirals, as glazed or cut relief
// tags: cellular automaton, cyclic, feedback, spirals, simulation

#version 300 es
precision highp float;
precision highp int;
uniform vec2 u_resolution;
uniform float u_time;
uniform sampler2D u_doubleBuffer0; // 96x96
out vec4 outColor;

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

float at(ivec2 c) {
    return texelFetch(u_doubleBuffer0, (c + 192) % 96, 0).x;
}

vec4 turn(ivec2 c) {
    uint era = uint(u_time * 0.45);
    float states = 6.0 + floor(9.0 * rnd(era, 1));
    float stamp = float(era) + 1.0;
    bool fresh = texelFetch(u_doubleBuffer0, ivec2(0), 0).w != stamp;
    if (fresh) {
        vec2 w = vec2(c) * (0.06 + 0.08 * rnd(era, 2));
        float seed = fract(noise(w, era) * 3.0 + 0.4 * hash(c / 3, era));
        return vec4(floor(seed * states), states, 0.0, stamp);
    }
    float here = at(c), next = mod(here + 1.0, states), near = 0.0;
    for (int i = 0; i < 9; i++) {
        ivec2 o = ivec2(i % 3 - 1, i / 3 - 1);
        if (i != 4 && abs(at(c + o) - next) < 0.5) near += 1.0;
    }
    return vec4(near > 0.5 ? next : here, states, 0.0, stamp);
}

float level(vec2 q, float states) {
    vec2 f = floor(q - 0.5), t = q - 0.5 - f;
    ivec2 c = ivec2(f);
    vec4 v = vec4(at(c), at(c + ivec2(1, 0)), at(c + ivec2(0, 1)), at(c + ivec2(1, 1)));
    v = 0.5 - 0.5 * cos(v / states * 6.28318);
    t = t * t * (3.0 - 2.0 * t);
    return mix(mix(v.x, v.y, t.x), mix(v.z, v.w, t.x), t.y);
}

vec4 show(vec2 p) {
    uint s = uint(u_time * 2.6);
    float states = texelFetch(u_doubleBuffer0, ivec2(0), 0).y;
    float way = 6.28 * rnd(s, 1), bend = 0.6 * rnd(s, 2);
    p *= 1.0 + bend * dot(p, p) * (rnd(s, 3) - 0.4);
    vec2 q = rot(6.28 * rnd(s, 4)) * p * (8.0 + 30.0 * rnd(s, 5)) + 96.0 * rnd3(s, 6).xy + 4.0 * u_time;
    vec2 sun = vec2(cos(way), sin(way));
    float h = level(q, states);
    vec2 g = vec2(level(q + vec2(0.5, 0.0), states), level(q + vec2(0.0, 0.5), states)) - h;
    float raw = at(ivec2(floor(q)));
    float hue = rnd(s, 7), kind = rnd(s, 8);
    vec3 a = hsv(hue, 0.7, 0.25 + 0.2 * rnd(s, 9)), b = hsv(hue + 0.15 + 0.4 * rnd(s, 10), 0.6, 0.95), m = hsv(hue + 0.5 * rnd(s, 11), 0.35, 0.75);
    vec3 col = mix(mix(a, m, ramp(0.0, 0.55, h)), b, ramp(0.5, 0.95, h));
    if (kind < 0.4) col = hsv(hue + raw / states * (0.3 + 0.7 * rnd(s, 12)), 0.65, 0.5 + 0.45 * hash(ivec2(int(raw), 1), s));
    float grain = noise(q * 2.5, s);
    if (kind > 0.75) col *= 0.65 + 0.35 * ramp(0.08, 0.16, abs(fract(h * 5.0) - 0.5));
    vec3 n = normalize(vec3(-g * (1.5 + 3.0 * rnd(s, 13)), 0.6));
    vec3 l = normalize(vec3(sun, 0.7));
    col *= (0.35 + 1.0 * max(dot(n, l), 0.0)) * (0.85 + 0.25 * grain);
    col += 0.45 * rnd(s, 14) * pow(max(dot(n, normalize(l + vec3(0.0, 0.0, 1.0))), 0.0), 30.0);
    return vec4(film(col * 1.5), 1.0);
}

void main() {
#ifdef DOUBLE_BUFFER_0
    outColor = turn(ivec2(gl_FragCoord.xy));
#else
    outColor = show((2.0 * gl_FragCoord.xy - u_resolution) / u_resolution.y);
#endif
}
